"""What makes the archive a witness: evidence to hand over, checks, digests, copies."""
