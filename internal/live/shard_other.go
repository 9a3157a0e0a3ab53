//go:build !linux

package live

import "net"

// shard is for Linux only; elsewhere every follower has a goroutine.
type shard struct{}

func startShards(*Hub) []*shard { return nil }

func (s *shard) wakeFor(*audience) {}

func (h *Hub) toShard(*cursor, net.Conn) bool { return false }

// openFiles gives 0: the limit of open files is not known here.
func openFiles() int { return 0 }
