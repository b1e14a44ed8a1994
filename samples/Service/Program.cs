using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Valence.Classification;
using Valence.Samples;

// A service that answers texts: POST /predict {"text": "…"}, GET /health. Another model is taken when it is moved over
// the file: --Model reviews.valence; without one the model of sentiment that comes with Valence answers.
var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 4 << 20);
builder.Services.AddTextClassifier(builder.Configuration["Model"]
    ?? Path.Combine(AppContext.BaseDirectory, "models", "sentiment.valence"));
builder.Services.ConfigureHttpJsonOptions(json =>
    json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default));
// Whatever is wrong with a body, no JSON or no text in it, the answer of 400 says what is expected.
builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
{
    if (context.ProblemDetails.Status == StatusCodes.Status400BadRequest)
        context.ProblemDetails.Detail =
            "Expected a JSON object with a text, such as {\"text\": \"What a lovely evening!\"}.";
});
builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);

var app = builder.Build();
app.UseStatusCodePages();
app.MapPost("/predict", (Asked? asked, TextClassifier classifier) => asked?.Text is { } text
    ? Results.Ok(Answered.Of(classifier.Predict(text)))
    : Results.BadRequest());
app.MapHealthChecks("/health", new HealthCheckOptions
{
    ResponseWriter = (context, report) => context.Response.WriteAsync(string.Join('\n', report.Entries.Select(entry =>
        $"{entry.Key}: {entry.Value.Status} {entry.Value.Description}".TrimEnd()))),
});
app.Run();
