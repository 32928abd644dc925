"""What a runner and a coach look at: HTML pages drawn from finished results, nothing computed anew."""
