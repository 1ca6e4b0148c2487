import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"@mx-member/connect/messages/fr-ca","description":"","frontmatter":{"editLink":false},"headers":[],"relativePath":"api/@mx-member/connect/messages/fr-ca.md","filePath":"api/@mx-member/connect/messages/fr-ca.md"}');
const _sfc_main = { name: "api/@mx-member/connect/messages/fr-ca.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="mx-member-connect-messages-fr-ca" tabindex="-1">@mx-member/connect/messages/fr-ca <a class="header-anchor" href="#mx-member-connect-messages-fr-ca" aria-label="Permalink to &quot;@mx-member/connect/messages/fr-ca&quot;">​</a></h1><h2 id="variables" tabindex="-1">Variables <a class="header-anchor" href="#variables" aria-label="Permalink to &quot;Variables&quot;">​</a></h2><h3 id="fr-ca" tabindex="-1">FR_CA <a class="header-anchor" href="#fr-ca" aria-label="Permalink to &quot;FR\\_CA&quot;">​</a></h3><blockquote><p><code>const</code> <strong>FR_CA</strong>: <a href="./../../connect.html#messages-1"><code>Messages</code></a></p></blockquote><p>Defined in: <a href="https://git.example/mx-member/blob/main/packages/connect/src/messages/fr-ca.ts#L15" target="_blank" rel="noreferrer">packages/connect/src/messages/fr-ca.ts:15</a></p><p>Canadian French.</p><hr><h3 id="fr-ca-repair" tabindex="-1">FR_CA_REPAIR <a class="header-anchor" href="#fr-ca-repair" aria-label="Permalink to &quot;FR\\_CA\\_REPAIR&quot;">​</a></h3><blockquote><p><code>const</code> <strong>FR_CA_REPAIR</strong>: <a href="./../repair.html#repairmessages"><code>RepairMessages</code></a></p></blockquote><p>Defined in: <a href="https://git.example/mx-member/blob/main/packages/connect/src/messages/fr-ca.ts#L190" target="_blank" rel="noreferrer">packages/connect/src/messages/fr-ca.ts:190</a></p><p>The Canadian French texts of <code>createRepair</code> and <code>healthRow</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/@mx-member/connect/messages/fr-ca.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const frCa = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  frCa as default
};
