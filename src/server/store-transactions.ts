// Transactions of the store's file. The files called store… are the only ones that know SQL.
import type Database from "libsql";

/** Writing all of something or nothing. */
export type Transactions = {
  /** @throws what `write` throws, or why it could not be written; then nothing of it was */
  transaction<Result>(write: () => Result): Result;
  /** Whether the last one succeeded. */
  isWritable(): boolean;
};

/**
 * Prepares transactions.
 * @param when.onFailure called when one fails after one that succeeded, so once for a disk that stays full
 * @param when.onRollback called after each that fails: what is in memory of the file is no longer true
 */
export const prepareTransactions = (
  database: Database.Database,
  when: { readonly onFailure: (error: unknown) => void; readonly onRollback: () => void },
): Transactions => {
  const begin = database.prepare("BEGIN IMMEDIATE");
  const end = database.prepare("COMMIT");
  let writable = true;
  return {
    transaction: (write) => {
      try {
        begin.run([]);
        const result = write();
        end.run([]);
        writable = true;
        return result;
      } catch (error) {
        if (writable) when.onFailure(error);
        writable = false;
        // SQLite rolls back by itself after some failures (a full disk), and then ROLLBACK is an error of its own.
        if (database.inTransaction) database.exec("ROLLBACK");
        when.onRollback();
        throw error;
      }
    },
    isWritable: () => writable,
  };
};
