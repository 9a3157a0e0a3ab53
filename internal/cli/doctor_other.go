//go:build !unix

package cli

func freeSpace(string) (free int64, percent float64, known bool) { return 0, 0, false }

func anothers(string) (owner string, is bool) { return "", false }

func filesLimit() (uint64, bool) { return 0, false }
