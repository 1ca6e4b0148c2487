/** The page of a flow: MX's widget straight over the Platform API, or over a host. */
import { createMxWidgetApi } from '@mx-member/connect/mx-widget';
import { connectCreations, connectDirectory, connectHost } from '@mx-member/host/http';
import { ApiProvider, ConnectWidget } from '@mxenabled/connect-widget';
import { Component, createElement, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { direct } from './direct.ts';

declare global {
  interface Window {
    /** Each call of the widget, with how it ended. */
    calls: string[];
    /** Each message that the widget posts to its page. */
    posts: string[];
  }
}

const at = { url: '/api/mx' };
const params = new URLSearchParams(location.search);
const api = params.has('host')
  ? createMxWidgetApi({
      host: connectHost(at),
      creations: connectCreations(at),
      directory: connectDirectory(at),
    })
  : direct;

window.calls = [];
window.posts = [];
type Call = (...args: readonly unknown[]) => Promise<unknown>;
const apiValue = Object.fromEntries(
  Object.entries(api).map(([name, run]) => [
    name,
    (...args: readonly unknown[]) => {
      window.calls.push(name);
      return (run as Call)(...args);
    },
  ]),
);

/** The widget throws while it renders if a call fails that its screens do not expect. */
class Boundary extends Component<{ readonly children: ReactNode }> {
  override state: { readonly message: string | null } = { message: null };

  static getDerivedStateFromError = ({ message }: Error) => ({ message });

  override render(): ReactNode {
    const { message } = this.state;
    return message === null ? this.props.children : `The page says: ${message}`;
  }
}

const member = params.get('member');
const root = createRoot(document.querySelector('main') as HTMLElement);
const widget = createElement(ConnectWidget, {
  clientConfig: {
    mode: params.get('mode') ?? 'aggregation',
    ui_message_version: 4,
    ...(member && { current_member_guid: member }),
    ...JSON.parse(params.get('config') ?? '{}'),
  },
  profiles: {
    loading: false,
    client: { guid: 'CLT-1', oauth_app_name: 'Sample app' },
    clientColorScheme: {},
    clientProfile: { locale: 'en', uses_oauth: true, account_verification_is_enabled: true },
    user: { guid: 'USR-1' },
    userProfile: {},
    widgetProfile: { enable_support_requests: true },
  },
  language: { locale: 'en', custom_copy_namespace: '' },
  userFeatures: [],
  onPostMessage: (event) => window.posts.push(event),
  onAnalyticEvent: () => undefined,
});
root.render(createElement(Boundary, null, createElement(ApiProvider, { apiValue }, widget)));
