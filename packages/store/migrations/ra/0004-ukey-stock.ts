import { type Kysely, sql } from 'kysely'

/**
 * Stock of UKEYs (介质库存): where each one is, and the books that led there. A movement takes the next number of its UKEY,
 * so two at once cannot both be written, and none is ever changed. Collated by octets, as programs compare: pages of a list
 * must not depend on the collation of a database.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `CREATE TABLE ra.ukey (
     model_id text COLLATE "C" NOT NULL, serial_number text COLLATE "C" NOT NULL, state text NOT NULL CHECK (state IN ('inStock', 'allocated', 'inUse', 'lost', 'scrapped')), place text,
     application_no text, movements integer NOT NULL, changed_at timestamptz NOT NULL, unexpected_application_no text, unexpected_at timestamptz,
     PRIMARY KEY (model_id, serial_number), CHECK ((place IS NOT NULL) = (state = 'allocated')), CHECK ((unexpected_at IS NULL) = (unexpected_application_no IS NULL)))`,
  `CREATE INDEX ukey_state ON ra.ukey (state, model_id, serial_number)`,
  `CREATE INDEX ukey_changed ON ra.ukey (changed_at)`,
  `CREATE TABLE ra.ukey_movement (
     model_id text COLLATE "C" NOT NULL, serial_number text COLLATE "C" NOT NULL, number integer NOT NULL CHECK (number > 0), from_account text NOT NULL, to_account text NOT NULL,
     person_id uuid, application_no text, reason text, moved_at timestamptz NOT NULL, PRIMARY KEY (model_id, serial_number, number),
     FOREIGN KEY (model_id, serial_number) REFERENCES ra.ukey, CHECK ((number = 1) = (from_account IN ('supplier', 'holder'))))`,
]
