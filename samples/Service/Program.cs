using Microsoft.AspNetCore.Diagnostics.HealthChecks;

// A service that answers texts: POST /predict {"text": "…"}, GET /health. Another model is taken when it is moved over
// the file: --Model reviews.valence; without one the model of sentiment that comes with Valence answers.
var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 4 << 20);
builder.Services.AddTextClassifier(builder.Configuration["Model"]
    ?? Path.Combine(AppContext.BaseDirectory, "models", "sentiment.valence"));
builder.Services.ConfigureHttpJsonOptions(json =>
    json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default));
builder.Services.AddProblemDetails();

var app = builder.Build();
// A body that is no JSON is an answer of 400 with a sentence, as every other mistake of the caller.
app.UseStatusCodePages();
app.MapPost("/predict", (Asked? asked, TextClassifier classifier) => asked?.Text is { } text
    ? Results.Ok(Answered.Of(classifier.Predict(text)))
    : Results.Problem("Expected a JSON object with a text, such as {\"text\": \"What a lovely evening!\"}.",
        statusCode: StatusCodes.Status400BadRequest));
app.MapHealthChecks("/health", new HealthCheckOptions
{
    ResponseWriter = (context, report) => context.Response.WriteAsync(string.Join('\n', report.Entries.Select(entry =>
        $"{entry.Key}: {entry.Value.Status} {entry.Value.Description}".TrimEnd()))),
});
app.Run();
