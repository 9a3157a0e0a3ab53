// Package mailtest is a mail server for tests: in the test's own process, on loopback, and gone when the test ends. It keeps what
// it takes, and can be made to do what real servers do at night: refuse the hundred-and-first letter of a connection, put
// strangers off, fall silent, break off before or after the end of a letter.
package mailtest
