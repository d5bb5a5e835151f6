"""The browser front end: what Streamlit runs and browsers get. What it does is in rangemap/page."""
