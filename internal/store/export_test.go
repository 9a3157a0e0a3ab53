package store

// Number is by which the server knows the transaction.
func (tx *Tx) Number() string { return tx.on.number }

// CallIt lets the writer know the transaction by a number that is another's.
func (tx *Tx) CallIt(number string) { tx.on.number = number }

// BlockTexts sets how many texts a block of the index has, so that a test has blocks without thousands of texts.
func (s *Store) BlockTexts(n int) { s.blockTexts = n }

// RowsRead is how many rows have been read in the transaction.
func (tx *Tx) RowsRead() int { return tx.rows }
