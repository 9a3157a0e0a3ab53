package live

import (
	"os"
	"syscall"
)

// hangups tells which connections the other end has closed, without reading from them: an epoll of our own, which Go's poller
// watches, so that no thread waits in it.
type hangups struct {
	file *os.File
	fd   int
}

func newHangups() (*hangups, error) {
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	if err := syscall.SetNonblock(fd, true); err != nil {
		syscall.Close(fd)
		return nil, err
	}
	return &hangups{file: os.NewFile(uintptr(fd), "hangups"), fd: fd}, nil
}

func (h *hangups) close() { h.file.Close() }

// watch begins to watch a connection; the end comes by itself when it is closed.
func (h *hangups) watch(raw syscall.RawConn, id int32) error {
	const edge = 1 << 31 // EPOLLET, which package syscall has with the wrong sign
	event := syscall.EpollEvent{Events: syscall.EPOLLRDHUP | edge, Fd: id}
	var err error
	if outer := raw.Control(func(fd uintptr) {
		err = syscall.EpollCtl(h.fd, syscall.EPOLL_CTL_ADD, int(fd), &event)
	}); outer != nil {
		return outer
	}
	return err
}

// wait tells each time who has hung up, until it is closed.
func (h *hangups) wait(tell func(ids []int32)) {
	raw, err := h.file.SyscallConn()
	if err != nil {
		return
	}
	var events [128]syscall.EpollEvent
	for {
		n := 0
		if raw.Read(func(fd uintptr) bool {
			n, err = syscall.EpollWait(int(fd), events[:], 0)
			return n != 0 || err != nil && err != syscall.EINTR
		}) != nil || n < 0 {
			return
		}
		ids := make([]int32, n)
		for i := range ids {
			ids[i] = events[i].Fd
		}
		tell(ids)
	}
}
