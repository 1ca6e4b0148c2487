import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"@mx-member/connect/messages/es-419","description":"","frontmatter":{"editLink":false},"headers":[],"relativePath":"api/@mx-member/connect/messages/es-419.md","filePath":"api/@mx-member/connect/messages/es-419.md"}');
const _sfc_main = { name: "api/@mx-member/connect/messages/es-419.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="mx-member-connect-messages-es-419" tabindex="-1">@mx-member/connect/messages/es-419 <a class="header-anchor" href="#mx-member-connect-messages-es-419" aria-label="Permalink to &quot;@mx-member/connect/messages/es-419&quot;">​</a></h1><h2 id="variables" tabindex="-1">Variables <a class="header-anchor" href="#variables" aria-label="Permalink to &quot;Variables&quot;">​</a></h2><h3 id="es-419" tabindex="-1">ES_419 <a class="header-anchor" href="#es-419" aria-label="Permalink to &quot;ES\\_419&quot;">​</a></h3><blockquote><p><code>const</code> <strong>ES_419</strong>: <a href="./../../connect.html#messages-1"><code>Messages</code></a></p></blockquote><p>Defined in: <a href="https://git.example/mx-member/blob/main/packages/connect/src/messages/es-419.ts#L15" target="_blank" rel="noreferrer">packages/connect/src/messages/es-419.ts:15</a></p><p>Latin American Spanish.</p><hr><h3 id="es-419-repair" tabindex="-1">ES_419_REPAIR <a class="header-anchor" href="#es-419-repair" aria-label="Permalink to &quot;ES\\_419\\_REPAIR&quot;">​</a></h3><blockquote><p><code>const</code> <strong>ES_419_REPAIR</strong>: <a href="./../repair.html#repairmessages"><code>RepairMessages</code></a></p></blockquote><p>Defined in: <a href="https://git.example/mx-member/blob/main/packages/connect/src/messages/es-419.ts#L186" target="_blank" rel="noreferrer">packages/connect/src/messages/es-419.ts:186</a></p><p>The Latin American Spanish texts of <code>createRepair</code> and <code>healthRow</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/@mx-member/connect/messages/es-419.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const es419 = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  es419 as default
};
