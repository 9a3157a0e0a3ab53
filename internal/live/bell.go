package live

import "sync/atomic"

// bell wakes any number of waiting goroutines by closing the channel they wait on. It has several channels, so that thousands
// do not queue for the lock of one.
type bell struct {
	channels [16]atomic.Pointer[chan struct{}]
	turn     atomic.Uint32
}

func (b *bell) init() {
	for i := range b.channels {
		c := make(chan struct{})
		b.channels[i].Store(&c)
	}
}

// place gives the number of the channel that a waiter should use.
func (b *bell) place() int { return int(b.turn.Add(1)) % len(b.channels) }

// next gives a channel that is closed at the next ring. Take it first, then look for news, then wait.
func (b *bell) next(place int) <-chan struct{} { return *b.channels[place].Load() }

func (b *bell) ring() {
	for i := range b.channels {
		c := make(chan struct{})
		close(*b.channels[i].Swap(&c))
	}
}
