// Package signin lets people and programs in: it makes and checks what they show (passwords, one-time codes, links, cookies,
// tokens), and has the pages on which they do it. What is kept of it, and who may do what with whose account, is package
// clerk's; this package never sees the database, and the database never sees a secret.
//
// A request is somebody's by the session cookie or by a token in its Authorization header ([Service.Identify]). Everything
// that lets somebody in is 256 random bits (tokens 190), of which a SHA-256 is kept. What is shorter because people type it
// (recovery codes, the codes of devices) is kept as an HMAC under the installation's key, and second factors are sealed
// under that key; it lies in a file beside the database ([LoadKey]). Passwords are argon2id, worked at by two at a time.
//
// Guessing is stopped in three places. The clerk counts failures in the database for the name together with the address
// they come from, and, more leniently, for the name alone. The whole address may fail 600 times a minute. And hashing has
// a short queue. A browser that has signed in before shows so by a cookie, and is counted by itself: a stranger behind the
// same address, or one who fails on purpose, does not lock its person out. An unknown name gets the same answer, the same
// work and the same lock as a known one.
//
// Sessions are our own few lines and not a library's: with an idle time, scs writes to its store at every request (a
// synchronous commit each, for thousands of followers), keeps everything in a blob that can neither be listed nor revoked
// by person, and reads the machine's clock.
//
// The pages are plain HTML that works without script. No state changes by GET: a link in a mail opens a page with a button,
// since mail scanners follow links. The server puts net/http's CrossOriginProtection before them.
package signin
