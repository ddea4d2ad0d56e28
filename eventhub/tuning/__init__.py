"""How good the matcher is here, and what judgements and answers teach it."""
