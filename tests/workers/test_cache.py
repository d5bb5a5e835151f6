"""What is kept of answers, and what is forgotten first."""

from rangemap.workers.cache import Cache


def test_the_least_asked_for_is_forgotten_first():
    kept = Cache(100)
    for name in "abcd":
        kept.put(name, name.upper(), 25)
    assert kept.get("a") == "A"
    kept.put("e", "E", 25)
    assert [kept.get(name) for name in "abcde"] == ["A", None, "C", "D", "E"]


def test_a_value_put_again_takes_its_own_place():
    kept = Cache(100)
    for _ in range(10):
        kept.put("a", "A", 25)
    for name in "bcd":
        kept.put(name, name, 25)
    assert kept.get("a") == "A"


def test_what_alone_is_more_than_a_quarter_of_all_is_not_kept():
    kept = Cache(100)
    kept.put("a", "A", 26)
    assert kept.get("a") is None
