// What oidc-provider keeps, in memory: one for each issuer, so that no code of the one works at
// the other. Lives are checked by oidc-provider itself; the process ends long before it is full.

export class Storage {
  #rows = new Map();

  /** The adapter for one kind of thing: codes, tokens, sessions, interactions. */
  adapter = (kind) => {
    const rows = this.#rows;
    const key = (id) => `${kind}:${id}`;
    const find = (test) => [...rows].find(([name, row]) => name.startsWith(key("")) && test(row))?.[1];
    return {
      upsert: async (id, row) => void rows.set(key(id), row),
      find: async (id) => rows.get(key(id)),
      findByUid: async (uid) => find((row) => row.uid === uid),
      findByUserCode: async (userCode) => find((row) => row.userCode === userCode),
      consume: async (id) => {
        rows.get(key(id)).consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => void rows.delete(key(id)),
      revokeByGrantId: async (grantId) => {
        for (const [name, row] of rows) if (row.grantId === grantId) rows.delete(name);
      },
    };
  };
}
