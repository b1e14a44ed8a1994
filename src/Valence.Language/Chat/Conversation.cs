using Valence.Randomness;

namespace Valence.Language;

/// <summary>What was said so far, by one person to one <see cref="Chatbot"/>; one question at a time.</summary>
/// <remarks>Conversations share nothing: a thousand may go on at once.</remarks>
public sealed class Conversation
{
    private static readonly ulong Purpose = CounterRandom.Purpose("chat answer");

    private readonly Chatbot _bot;
    private readonly ulong _seed;
    private int _isAnswering;

    internal Conversation(Chatbot bot, ulong seed) => (_bot, _seed) = (bot, seed);

    /// <summary>The state that the last answer brought, in which some intents may be answered; null for none.</summary>
    public string? Context { get; private set; }

    /// <summary>Questions that were answered.</summary>
    public int Turns { get; private set; }

    /// <summary>Answers a question; which of several answers is given depends on the seed and the turn alone.</summary>
    /// <exception cref="InvalidOperationException">The conversation is answering another question, on another
    /// thread.</exception>
    public ChatReply Reply(string question)
    {
        Require.NotNull(question);
        if (Interlocked.Exchange(ref _isAnswering, 1) == 1)
            throw new InvalidOperationException("Expected one question at a time, the conversation is answering "
                + "another one. Give each person a conversation of their own.");
        try
        {
            var answer = _bot.Classifier.Predict(question);
            var meant = _bot.Meant(answer, Context);
            var isUnderstood = meant?.Probability >= _bot.Threshold;
            var intent = isUnderstood ? meant!.Value.Intent : _bot.Intents.Fallback;
            var before = Context;
            var drawn = new CounterRandom(_seed, Purpose, (ulong)Turns).Below(0, intent.Responses.Count);
            if (intent.SetsContext is { } state) Context = state.Length > 0 ? state : null;
            Turns++;
            return new(intent.Responses[drawn], isUnderstood ? intent.Tag : null, meant?.Intent.Tag,
                meant?.Probability ?? 0, _bot.Threshold, before, Context)
            {
                IsReadable = answer.IsReadable,
            };
        }
        finally
        {
            Volatile.Write(ref _isAnswering, 0);
        }
    }
}
