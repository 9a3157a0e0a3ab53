//go:build soak

package web_test

// soak has every page looked at in every state, size and theme, which takes an hour and is done before a release.
const soak = true
