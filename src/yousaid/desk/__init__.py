"""The desk: the team's pages, the live feed and the public page. It reads, and writes only states."""
