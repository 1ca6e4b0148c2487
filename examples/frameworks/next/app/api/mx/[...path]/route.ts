import { handler } from '../../../../../members.ts';

// The Node runtime is needed, because the host keeps its members in the process.
export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';
export { handler as DELETE, handler as GET, handler as POST, handler as PUT };
