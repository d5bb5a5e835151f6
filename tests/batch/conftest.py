import pytest

from rangemap.cli import options as cli


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run the command line as a shell would, in a folder of its own: code, output, error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        with pytest.raises(SystemExit) as exit_:
            cli.main([str(each) for each in arguments])
        out, err = capsys.readouterr()
        return exit_.value.code, out, err

    return run
