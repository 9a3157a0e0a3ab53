// Package attachment keeps files on disk by what they contain.
//
// A file's name is the SHA-256 of its bytes, in a directory of its own kind:
// sha256/ab/cd/abcd…. So the same file is kept once, a changed file is seen
// ([Disk.Verify]), and no name that anybody gives ever becomes a path. What the
// file is called, and who may have it, others keep.
//
// A file is there whole or not at all: it is written under tmp/, brought to the
// disk, given its name, and the directory brought to the disk too, before [Disk.Put]
// answers. Everything goes through an os.Root, so that neither a name nor a
// symbolic link leads out of the directory; a symbolic link inside it is refused as
// well. What a process that was killed left under tmp/ is removed by [Disk.Sweep].
//
// What a file is, is told from its first bytes ([Sniff]), never from what the sender
// says. The answer is for choosing a name and an icon; whoever serves a file sends
// it as a download all the same.
package attachment
