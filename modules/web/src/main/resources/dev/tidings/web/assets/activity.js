// The activity page.
