import { type Institution, readBankReturn } from '@mx-member/connect';
import { createNewConnection } from '@mx-member/connect/create';
import { connectCreations, connectHost } from '@mx-member/host/http';

/** What an app of React Native has. The comments name the modules of Expo that have these functions. */
export interface Phone {
  /** Outlives the process of the app: `expo-sqlite/kv-store`, or `AsyncStorage`. */
  readonly storage: {
    getItem(key: string): Promise<string | null>;
    setItem(key: string, value: string): Promise<void>;
    removeItem(key: string): Promise<void>;
  };
  /** `Linking.openURL`, or `(address) => WebBrowser.openAuthSessionAsync(address, RETURN)`. */
  openUrl(address: string): Promise<unknown>;
  /** `Crypto.randomUUID` of `expo-crypto`. */
  newId(): string;
}

/** Your server with `createMembersHandler({ …, returnTo: [RETURN] })`, and the header that says who is signed in. */
export interface OwnServer {
  readonly url: string;
  readonly headers: { readonly authorization: string };
}

/** The address of the app to which the bank's page returns. Its scheme is in the app's configuration. */
export const RETURN = 'myapp://bank';
const KEY = 'bank login';

/** Begins a login on the bank's own page, or goes on with the one that was open when the app was closed. */
export async function openBankLogin(
  { storage, openUrl, newId }: Phone,
  server: OwnServer,
  institution: Institution & { readonly code: string },
) {
  const stored = await storage.getItem(KEY);
  const id = stored ?? newId();
  // The id is stored before the server creates a member, so that an app that was killed finds that member again.
  if (stored === null) await storage.setItem(KEY, id);
  const connection = createNewConnection({
    host: connectHost(server),
    creations: connectCreations(server),
    id,
    institution,
    oauth: { referralSource: 'APP', clientRedirectUrl: RETURN },
    openUrl,
  });
  return {
    /** Draw `screenOf(connection)`, or your own screen from `connection.getView()`. */
    connection,
    /** For `Linking.addEventListener('url', …)` and for `Linking.getInitialURL()`. The same address twice does no harm. */
    wasOpenedBy(address: string): void {
      const what = readBankReturn(address);
      if (what) connection.returned(what);
    },
    /** For `AppState`, when the app is active again: the person may be back without an address. */
    isActive: () => connection.hint(),
    /** For the button at the end. The next login gets a new id. */
    done: () => storage.removeItem(KEY),
  };
}
