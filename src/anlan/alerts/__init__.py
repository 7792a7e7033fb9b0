"""Public alerts: composed, looked at before, approved by a second person, sent, taken back."""
