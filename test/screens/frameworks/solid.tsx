/** @jsxImportSource solid-js */
import '@mx-member/connect/style.css';
import { MemberScreen } from '@mx-member/connect/solid';
import { connection } from './bank.ts';

export default function App() {
  return <MemberScreen connection={connection} />;
}
