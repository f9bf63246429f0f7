// Package control is the operator's door to a running broker: a socket in the data
// directory, over which a command asks the process that holds the stores.
//
// The embedded stores have one writer, and a running broker is it (docs/decisions/0008).
// Who may open the socket's directory, which has mode 0700, may already read the stores
// and the keyring: the file system is the authentication. No network reaches it, and
// no browser.
//
// It refuses to know what is asked.
package control
