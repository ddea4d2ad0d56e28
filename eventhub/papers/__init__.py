"""Papers: certificates of attendance anybody can check, and badges, as PDF."""
