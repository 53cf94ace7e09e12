"""Where tenders and profiles come from: one source, one file."""
