import sys
from pathlib import Path

# the page's modules import each other by name, as Streamlit runs them from their own folder
sys.path.insert(0, str(Path(__file__).parents[2] / "app"))
