"""Words with a fixed set of values, in one place and free to import."""

COUNTRIES = ("RU", "UA", "all")
LANGUAGES = ("en", "uk", "ru")
LESSON_LANGUAGES = ("en", "uk")
WORLDVIEWS = ("un",)
NEIGHBOURS = ("RU", "BY", "PL", "SK", "HU", "RO", "MD")
FIGURE_SIZES = ("article", "square", "portrait", "slide", "a4")
FIGURE_STYLES = ("light", "dark", "greyscale")
DEFAULT_WEAPONS = ("himars", "atacms")
