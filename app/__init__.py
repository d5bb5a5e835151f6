"""The browser front end, run by Streamlit from main.py; its modules import each other by name."""
