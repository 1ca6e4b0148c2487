import '@mx-member/connect/style.css';
import { MemberScreen } from '@mx-member/connect/react';
import { connection } from './bank.ts';

export const App = () => <MemberScreen connection={connection} />;
