// Starts Swagger UI on the document of this server. No validator: it would send the document to another host.
window.onload = function() {
  window.ui = SwaggerUIBundle({
    dom_id: "#swagger-ui",
    url: "/openapi.json",
    deepLinking: true,
    tryItOutEnabled: true,
    validatorUrl: "none",
    persistAuthorization: false,
    layout: "StandaloneLayout",
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    plugins: [SwaggerUIBundle.plugins.DownloadUrl],
  });
};
