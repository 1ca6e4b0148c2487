import '@mx-member/connect/style.css';
import { MemberScreen } from '@mx-member/connect/react';
import { connection } from './bank.ts';

export default function App() {
  return <MemberScreen connection={connection} />;
}
