"""What readers take away: tables, searches and the whole database, all of it or visibly broken off."""
