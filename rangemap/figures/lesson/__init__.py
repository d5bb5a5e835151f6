"""The lesson on paper and on screens: its words, its pictures, its sheet."""
