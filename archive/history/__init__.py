"""What the archive saw of each article, night by night: wordings, edits, withdrawals, when to look again."""
