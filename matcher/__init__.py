"""Wijkmatch: links the tenders of anchor institutions to the suppliers and job-seekers of the neighbourhood."""
