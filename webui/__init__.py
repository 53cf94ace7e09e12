"""The dashboard: one blueprint per noun. Pages parse, call, render."""
