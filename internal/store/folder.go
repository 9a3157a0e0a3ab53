package store

// FolderFile is an item of an area as a file in a folder: its newest version under the name that it goes by there.
type FolderFile struct {
	ListedItem
	Name          string // what its owner called it since, "" when the version's own name holds
	SecrecyGround string // "" for one without a mark
	SecrecyActor  string
}

// FolderFiles lists every item of an area that the reader may read and that has a file, the oldest first.
func (tx *Tx) FolderFiles(as Reader, area string) ([]FolderFile, error) {
	q := from(`FROM area_item i JOIN area_item_version w ON w.item = i.id AND w.version = (SELECT max(x.version) FROM area_item_version x WHERE x.item = i.id)
		LEFT JOIN area_item_name n ON n.item = i.id AND n.version = w.version LEFT JOIN area_item_secrecy s ON s.item = i.id`).
		and(`i.area = ?`, area).areas(as, "i.area").items(as)
	return all(tx, func(sc scan) (f FolderFile, err error) {
		f.ListedItem, err = scanListedItem(func(dest ...any) error { return sc(append(dest, &f.Name, &f.SecrecyGround, &f.SecrecyActor)...) })
		return f, err
	}, `SELECT `+itemPageColumns+`, coalesce(n.name, ''), coalesce(s.ground, ''), coalesce(s.actor, '') `+q.String()+
		` ORDER BY i.created_at, i.id`, q.args...)
}

// BareItems lists the items of an area that the reader may read and that have no file, the oldest first.
func (tx *Tx) BareItems(as Reader, area string) ([]Item, error) {
	q := from(`FROM area_item i`).and(`i.area = ?`, area).and(`NOT EXISTS (SELECT 1 FROM area_item_version w WHERE w.item = i.id)`).
		areas(as, "i.area").items(as)
	return all(tx, scanItem, `SELECT `+itemColumns+` `+q.String()+` ORDER BY i.created_at, i.id`, q.args...)
}

// NameFile says what the newest version of an item is called in folders; "" for its own name.
func (tx *Tx) NameFile(item, name string) error {
	if _, err := tx.exec(`DELETE FROM area_item_name WHERE item = $1`, item); err != nil || name == "" {
		return err
	}
	_, err := tx.exec(`INSERT INTO area_item_name (item, version, name) SELECT item, max(version), $2 FROM area_item_version WHERE item = $1
		GROUP BY item`, item, name)
	return err
}

// FileName gives what the newest version of an item is called in folders; "" when its own name holds.
func (tx *Tx) FileName(item string) (string, error) {
	name, _, err := one(tx, text, `SELECT n.name FROM area_item_name n WHERE n.item = $1
		AND n.version = (SELECT max(x.version) FROM area_item_version x WHERE x.item = $1)`, item)
	return name, err
}

// PutItemSecrecy marks an item, or with no ground takes its mark away.
func (tx *Tx) PutItemSecrecy(item, ground, actor string) error {
	if _, err := tx.exec(`DELETE FROM area_item_secrecy WHERE item = $1`, item); err != nil || ground == "" {
		return err
	}
	_, err := tx.exec(`INSERT INTO area_item_secrecy (item, ground, actor) VALUES ($1, $2, $3)`, item, ground, actor)
	return err
}

// ItemSecrecy gives the mark of an item; an empty ground when it has none.
func (tx *Tx) ItemSecrecy(item string) (ground, actor string, err error) {
	_, _, err = one(tx, func(s scan) (bool, error) { return true, s(&ground, &actor) },
		`SELECT ground, actor FROM area_item_secrecy WHERE item = $1`, item)
	return ground, actor, err
}

// MakeFolder keeps a folder, and tells whether it was not kept before.
func (tx *Tx) MakeFolder(area, path string) (bool, error) {
	n, err := tx.exec(`INSERT INTO area_folder (area, path) VALUES ($1, $2) ON CONFLICT (area, path) DO NOTHING`, area, path)
	return n == 1, err
}

// DropFolder keeps a folder and those in it no longer, and gives those that it did.
func (tx *Tx) DropFolder(area, path string) ([]string, error) {
	gone, err := all(tx, text, `SELECT path FROM area_folder WHERE area = $1 AND (path = $2 OR path LIKE $3 ESCAPE '\') ORDER BY path`,
		area, path, escaped(path)+"/%")
	for _, p := range gone {
		if err == nil {
			_, err = tx.exec(`DELETE FROM area_folder WHERE area = $1 AND path = $2`, area, p)
		}
	}
	return gone, err
}
