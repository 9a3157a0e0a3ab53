package store

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// giveUpUnanswered ends a connection on which what was sent is not acknowledged in 5 seconds. The system would wait a
// quarter of an hour for a server that has vanished.
func giveUpUnanswered(network, _ string, c syscall.RawConn) error {
	if network == "unix" {
		return nil
	}
	var failed error
	err := c.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, 5_000)
	})
	if err != nil {
		return err
	}
	return failed
}
