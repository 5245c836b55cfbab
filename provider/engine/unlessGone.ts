import { isNotFound } from "./meaning";

/** The result of a call; `undefined` if the object was removed since it was listed. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
