"""What a promotion team writes itself in the letters to those who register."""
