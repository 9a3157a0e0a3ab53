//go:build !soak

package web_test

// soak is for when there is time.
const soak = false
