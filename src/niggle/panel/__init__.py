"""Would people who work with runners say the same? Stories to print, and what a panel of raters made of them."""
