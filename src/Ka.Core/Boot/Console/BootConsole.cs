using System;
using System.Collections.Generic;
using System.Text;
using Ka.Formatting;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.Boot.Console;

/// <summary>The screen of a booting machine, on every one of its terminals. Thread-safe. Text is of our own words and of names
/// that <see cref="BytePath"/> escaped.</summary>
public sealed class BootConsole : IDisposable
{
    private const int MostLines = 200;

    private static readonly TimeSpan s_redraw = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_progressOnLines = TimeSpan.FromSeconds(10);

    private readonly object _showing = new();
    private readonly IReadOnlyList<ConsoleDevice> _devices;
    private readonly TimeProvider _time;
    private readonly Queue<string> _lines = new();
    private readonly Ticker _redraw;
    private string _title;
    private string _identity = "";
    private string _activity = "";
    private string _progress = "";
    private RateMeter _meter = new();
    private long _since;
    private long _progressAt;
    private bool _isPaused;

    /// <param name="devices">Disposed of with this.</param>
    public BootConsole(IReadOnlyList<ConsoleDevice> devices, string title, TimeProvider time)
    {
        (_devices, _title, _time) = (devices, title, time);
        _since = _progressAt = time.GetTimestamp();
        Plain(title);
        // Should it end, what happens next draws the screen all the same.
        _redraw = new Ticker("screen", s_redraw, () => Locked(Redraw), _ => { });
    }

    public IReadOnlyList<ConsoleDevice> Devices => _devices;

    /// <summary>The addresses of this machine.</summary>
    public void Identify(string identity) =>
        Locked(() =>
        {
            _identity = identity;
            Redraw();
        });

    /// <summary>Begins an activity, which is shown until the next one.</summary>
    public void Begin(string activity) =>
        Locked(() =>
        {
            (_activity, _progress, _meter, _since) = (activity, "", new RateMeter(), _time.GetTimestamp());
            Plain(activity);
            Redraw();
        });

    /// <summary>Rewrites the text of the current activity (a countdown). Terminals without a screen show only its first
    /// text.</summary>
    public void Rephrase(string activity) =>
        Locked(() =>
        {
            _activity = activity;
            Redraw();
        });

    /// <summary>Shows the progress of the current activity.</summary>
    /// <param name="elapsed">Since the bytes began to come.</param>
    public void Progress(long done, long? expected, TimeSpan elapsed) =>
        Locked(() =>
        {
            _meter.Add(elapsed, done);
            _progress = ProgressBar.Draw(done, expected, _meter, elapsed, "");
            if (_time.GetElapsedTime(_progressAt) >= s_progressOnLines)
            {
                _progressAt = _time.GetTimestamp();
                Plain(_progress);
            }
            Redraw();
        });

    /// <summary>Adds a line below the activity; the oldest line is dropped when there are many.</summary>
    public void Line(string text) =>
        Locked(() =>
        {
            _lines.Enqueue(text);
            if (_lines.Count > MostLines)
                _lines.Dequeue();
            Plain(text);
            Redraw();
        });

    /// <summary>Leaves the terminals to a shell until <see cref="Resume"/>.</summary>
    public void Pause() =>
        Locked(() =>
        {
            _isPaused = true;
            Each(isScreen: true, "\u001b[?25h\u001b[H\u001b[J");
        });

    public void Resume() =>
        Locked(() =>
        {
            foreach (var device in _devices)
                device.Reopen();
            _isPaused = false;
            Redraw();
        });

    public void Dispose()
    {
        _redraw.Dispose();
        lock (_showing)
        {
            _isPaused = true;
            foreach (var device in _devices)
                device.Dispose();
        }
    }

    private void Locked(Action show)
    {
        lock (_showing)
            show();
    }

    private void Redraw()
    {
        if (_isPaused)
            return;
        var content = new ScreenContent
        {
            Title = _title,
            Identity = _identity,
            Activity = _activity,
            Since = _time.GetElapsedTime(_since),
            Progress = _progress,
            Lines = [.. _lines],
        };
        foreach (var device in _devices)
            if (device.IsScreen)
                device.Write(BootScreen.Paint(BootScreen.Draw(content, device.Width, device.Height)));
    }

    private void Plain(string text) => Each(isScreen: false, text + "\r\n");

    private void Each(bool isScreen, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var device in _devices)
            if (device.IsScreen == isScreen)
                device.Write(bytes);
    }
}
