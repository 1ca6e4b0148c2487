import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse(`{"title":"From MX's Connect widget","description":"MX's widget is a page from MX inside your page. This guide replaces it with your own screen, step by step. You can stop after each step, or go back to the widget.","frontmatter":{"source":"https://git.example/mx-member/edit/main/docs/from-widget.md"},"headers":[],"relativePath":"from-widget.md","filePath":"from-widget.md"}`);
const _sfc_main = { name: "from-widget.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="from-mx-s-connect-widget" tabindex="-1">From MX&#39;s Connect widget <a class="header-anchor" href="#from-mx-s-connect-widget" aria-label="Permalink to &quot;From MX&#39;s Connect widget&quot;">​</a></h1><p>MX&#39;s widget is a page from MX inside your page. This guide replaces it with your own screen, step by step. You can stop after each step, or go back to the widget.</p><table tabindex="0"><thead><tr><th>the widget has</th><th>here</th></tr></thead><tbody><tr><td>the search for a bank</td><td>you build it, with <code>mx.listInstitutions</code></td></tr><tr><td>the login form</td><td><code>createNewConnection</code>, or <code>createAndStart</code> on your server</td></tr><tr><td>questions of the bank</td><td>the connect screen</td></tr><tr><td>the bank&#39;s own page</td><td>the connect screen, with <a href="/oauth.html">OAuth</a></td></tr><tr><td><code>current_member_guid</code> and update mode</td><td><code>connectionHealth</code>, and <a href="/repair.html">repair</a></td></tr><tr><td>the message <code>mx/connect/memberConnected</code></td><td><code>onConnected</code> in the page, <code>onEnded</code> on your server</td></tr><tr><td>micro-deposits, consent pages</td><td>not available: keep the widget for them</td></tr><tr><td>it keeps passwords away from you</td><td>your server passes them to MX and does not store them (<a href="/threat-model.html">threat model</a>)</td></tr></tbody></table><h2 id="steps" tabindex="-1">Steps <a class="header-anchor" href="#steps" aria-label="Permalink to &quot;Steps&quot;">​</a></h2><ol><li><strong>Watch first.</strong> Read your members with <code>connectionHealth</code>, or run <code>npx mx-member health --user USR-…</code>. Members that the widget has created are ordinary members.</li><li><strong>Repair members yourself.</strong> For a broken member, open <a href="/repair.html">the repair screen</a> instead of the widget with <code>current_member_guid</code>. New users still use the widget.</li><li><strong>Connect one bank yourself.</strong> Choose a bank that does not have its own login page. Mount the handler of <a href="/servers.html">a server</a>, and draw <a href="/screens.html">the page</a>.</li><li><strong>Add banks with their own login page</strong> (<a href="/oauth.html">OAuth</a>).</li><li><strong>Keep the widget for the rest</strong>: the search, if you do not build one, and micro-deposits.</li></ol><p><strong>To go back</strong>, show the widget again. It does not need the host&#39;s data, because the members are at MX.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("from-widget.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const fromWidget = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  fromWidget as default
};
