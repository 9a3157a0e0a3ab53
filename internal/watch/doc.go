// Package watch knows what people keep an eye on (bevakningar): a thing that is watched, what has happened, whether the one concerns the
// other, and when it is to be told. It knows nothing of who may read what: whoever asks it holds each answer against that before
// anything is written or shown.
package watch
