// Package e2e holds tests and measurements that drive the program as it is built and shipped: started as a process of its
// own, killed in the middle, and held against other programs. It has nothing but tests.
package e2e
