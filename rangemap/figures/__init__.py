"""Figures for print: PNG, SVG and PDF, drawn by matplotlib without a browser."""
